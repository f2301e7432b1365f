"""How many rows of a file each of its oddities concerns, and of how many."""

from cockpit.engine.sources.store import Meta

Counts = dict[str, tuple[int, int]]


def counts_of(meta: Meta) -> Counts:
    """Return code -> (concerned, looked at), for what can be counted in a file.

    Rejected rows are of all rows, repeats and changed currencies of those kept. A cell
    that was left blank is one of the rows' cells in that column; of several columns the
    worst counts, and so it is with checks. ``total_mismatch`` counts columns.
    """
    tally = meta.tally
    kept = sum(part.rows for part in meta.parts)
    read = kept + tally.rejected
    counts: Counts = {code: (count, read) for code, count in tally.codes.items()}
    if tally.repeats:
        counts["repeats"] = (tally.repeats, kept)
    if tally.left_blank:
        counts["left_blank"] = (max(tally.left_blank.values()), kept)
    if tally.converted:
        counts["converted"] = (sum(tally.converted.values()), kept)
    if tally.total_mismatch:
        counts["total_mismatch"] = (len(tally.total_mismatch), 0)
    for each in tally.checked.values():
        wrong = min(each.wrong, each.wrong_as_percent)
        worst, of = counts.get(each.check.code, (0, 1))
        if wrong and wrong * of >= worst * each.rows:
            counts[each.check.code] = (wrong, each.rows)
    return counts
