"""The lift view: how much more often members of the private domain order."""

from datetime import date, timedelta
from functools import partial
from typing import Final

import msgspec
import polars as pl

from cockpit.engine.users.ledger import Ledger
from cockpit.engine.users.lift import Lift, Side, lift
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.method import Formula, hows, span
from cockpit.engine.views.study import Study
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import How
from cockpit.snapshot.lift import Group, LiftQuery, LiftRow, LiftSnapshot
from cockpit.text import formats
from cockpit.text.notes import Note, note

LEAST_MEMBERS: Final = 100
"""Compared; below it the interval says more of the members there happen to be."""
LEAST_ORDERS: Final = 30
"""On each side."""
NAMES: Final[dict[Group, Name]] = {
    "private": Name("私域用户", "private members", "私域", "private"),
    "matched": Name("匹配的其他用户", "matched others", "对照", "matched"),
}


def private_lift(study: Study, query: LiftQuery) -> LiftSnapshot:
    """Compare the members of the private domain with others like them."""
    query = msgspec.structs.replace(query, as_of=study.as_of.isoformat())
    refusal = _refusal(study)
    if refusal is not None:
        return LiftSnapshot(**outer(study.scene), query=query, missing=refusal.text())
    ledger = study.ledger().of_channel(query.channel)
    key = ("lift", query.as_of, query.channel)
    found = study.memory.once(key, partial(_compared, study, ledger))
    told = LiftSnapshot(
        **outer(study.scene),
        query=query,
        n=found.members.users,
        matched=_share(found),
        unmatched=found.unmatched,
        strata=found.strata,
        dropped=found.dropped,
        note=CAVEAT.text(),
        how=_how(study, query, ledger),
    )
    few = _few(found)
    if few is not None:
        return msgspec.structs.replace(told, missing=few.text())
    return msgspec.structs.replace(
        told,
        rows=tuple(_rows(found)),
        lift=found.ratio,
        low=found.low,
        high=found.high,
        crude=found.crude,
        reading=_reading(found),
    )


def _refusal(study: Study) -> Note | None:
    """Say what is missing to answer at all."""
    for table in ("orders", "users"):
        if not study.has(table):
            return note("needs the table {tables}", tables=table)
    for table, column in (("orders", "user_id"), ("users", "private_join_time")):
        if not study.has(table, column):
            return note("needs the column {columns}", columns=f"{table}.{column}")
    return None


def _compared(study: Study, ledger: Ledger) -> Lift:
    return lift(ledger, _joined(study, ledger), last=_last(study, ledger))


def _last(study: Study, ledger: Ledger) -> date:
    """The last complete day; without any order after it, it is not known to be one."""
    newest = ledger.days["date"].max()
    complete = study.as_of - timedelta(days=1)
    return min(complete, newest) if isinstance(newest, date) else complete


def _joined(study: Study, ledger: Ledger) -> pl.DataFrame:
    """Number and business day of joining of every member who is in the ledger.

    Who joins after the as-of day is no member yet.
    """
    workspace = study.scene.workspace
    local = pl.col("private_join_time").dt.convert_time_zone(workspace.timezone)
    shift = pl.duration(minutes=workspace.day_starts_minutes)
    users = (
        study.rows("users")
        .select("user_id", joined=(local.dt.replace_time_zone(None) - shift).dt.date())
        .filter(pl.col("joined") <= study.as_of)
        .group_by("user_id")
        .agg(pl.col("joined").min())
    )
    numbers = ledger.ids.to_frame("user_id").with_row_index("user").lazy()
    return (
        numbers.join(users, on="user_id", maintain_order="left")
        .select("user", "joined")
        .collect()
    )


def _few(found: Lift) -> Note | None:
    """Say how many are missing on which side."""
    if found.members.users < LEAST_MEMBERS:
        return note(
            "needs {n} more members to compare: {found} of {least}",
            n=LEAST_MEMBERS - found.members.users,
            found=found.members.users,
            least=LEAST_MEMBERS,
        )
    if found.members.seen < LEAST_ORDERS:
        return note(
            "needs {n} more orders of members after joining: {found} of {least}",
            n=LEAST_ORDERS - found.members.seen,
            found=found.members.seen,
            least=LEAST_ORDERS,
        )
    if found.others.seen < LEAST_ORDERS:
        return note(
            "needs {n} more orders of others like the members: {found} of {least}",
            n=LEAST_ORDERS - found.others.seen,
            found=found.others.seen,
            least=LEAST_ORDERS,
        )
    return None


def _share(found: Lift) -> float | None:
    whole = found.members.users + found.unmatched
    return found.members.users / whole if whole else None


def _rows(found: Lift) -> list[LiftRow]:
    sides: dict[Group, Side] = {"private": found.members, "matched": found.others}
    return [
        LiftRow(
            group=group,
            users=side.users,
            orders=side.orders,
            years=side.years,
            frequency=side.frequency or 0.0,
            low=side.low or 0.0,
            high=side.high or 0.0,
            crude=side.crude,
            name=NAMES[group],
        )
        for group, side in sides.items()
    ]


def _reading(found: Lift) -> str:
    ratio, low, high = found.ratio or 0.0, found.low or 0.0, found.high or 0.0
    said = {
        "own": formats.multiple(found.members.frequency),
        "other": formats.multiple(found.others.frequency),
        "lift": f"{ratio:.2f}",
        "change": formats.change(ratio - 1, "multiple"),
        "interval": formats.interval(f"{low:.2f}", f"{high:.2f}"),
        "crude": f"{found.crude or 0.0:.2f}",
    }
    if low <= 1 <= high:
        return note(
            "private members order {own} times a year, others like them {other}:"
            " x{lift} ({change}), {interval} at 95 %, not to be told from no"
            " difference; unmatched x{crude}",
            **said,
        ).text()
    return note(
        "private members order {own} times a year, others like them {other}: x{lift}"
        " ({change}), {interval} at 95 %; unmatched x{crude}",
        **said,
    ).text()


def _how(study: Study, query: LiftQuery, ledger: Ledger) -> dict[str, How]:
    whole = _FORMULAS["lift"]
    formulas = _FORMULAS | dict.fromkeys(("low", "high"), _INTERVAL)
    formulas["lift"] = Formula(whole.zh, whole.en, CAVEAT.text())
    words = f"--as-of {query.as_of}"
    if query.channel:
        words += f" --channel {query.channel}"
    return hows(
        study,
        formulas,
        tables=("orders", "users"),
        window=span(ledger, _last(study, ledger)),
        query=f"cockpit show lift {words}",
    )


CAVEAT: Final = note(
    "association: who joins is keener already; not causal (an invitation drawn at"
    " random would be)"
)
_FORMULAS: Final[dict[str, Formula]] = {
    "lift": Formula(
        "私域用户加入后的订单 ÷ 按同层其他用户在首单后同一天的频次应有的订单；"
        "层 = 首购月 x 首单额五分位；标准化到私域用户的率比"
        " (Rothman, Greenland & Lash 2008, Modern Epidemiology, 第 4 与 15 章)",
        "orders of members after joining ÷ those expected at the rates of others of the"
        " same stratum on the same day since the first order; stratum: month of the"
        " first order x fifth of its value; rate ratio"
        " standardised to the members (Rothman, Greenland & Lash 2008, Modern"
        " Epidemiology, ch. 4 and 15)",
    ),
    "crude": Formula(
        "不匹配的率比：所有私域用户加入后 ÷ 所有其他用户首单后",
        "rate ratio without matching: all members after joining ÷ all others after the"
        " first order",
    ),
    "frequency": Formula(
        "订单 ÷ 观察人年；对照加权到私域用户的人年",
        "orders ÷ user-years observed; the others weighted to the members' user-years",
    ),
    "orders": Formula(
        "已付订单，不含首单日与加入日；对照为按其频次私域用户应有的订单",
        "paid orders, without the day of the first order or of joining; of others those"
        " expected of the members at their rates",
    ),
    "years": Formula(
        "加入（或首单，取晚）次日起的用户天数 ÷ 365；对照加权到同样的天数",
        "user-days from the day after joining (or the first order, if later) ÷ 365; the"
        " others weighted to the same days",
    ),
    "users": Formula(
        "两侧都有人的层里、有观察时间的用户",
        "users with such time in strata that have both sides",
    ),
    "n": Formula(
        "参与比较的私域用户", "members compared: in strata that have others, too"
    ),
    "unmatched": Formula(
        "加入后有观察时间, 但同层当日没有其他用户的私域用户",
        "members with time after joining, without others like them on those days",
    ),
    "strata": Formula(
        "参与比较的层: 首购月 x 首单额五分位",
        "strata compared: month of the first order x fifth of its value",
    ),
    "dropped": Formula(
        "有私域用户但其他用户少于两名, 不参与比较的层",
        "strata of members left out, since fewer than two others are in them",
    ),
    "matched": Formula(
        "参与比较的私域用户 ÷ 加入后有观察时间的私域用户",
        "members compared ÷ members with time after joining",
    ),
}
_INTERVAL: Final = Formula(
    "95% 区间：对数率比线性化，以用户为单位的稳健方差"
    " (Binder 1983; Liang & Zeger 1986)",
    "95 % interval of the linearised log ratio, robust variance by user (Binder 1983;"
    " Liang & Zeger 1986)",
)
