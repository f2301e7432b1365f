"""What each segment gave and got, as the segments view shows it."""

from cockpit.engine.users.needs.exchange import Account, accounts
from cockpit.engine.users.needs.model import Segmentation
from cockpit.engine.views import needs as study_needs
from cockpit.engine.views.needs import Window
from cockpit.engine.views.study import Study
from cockpit.snapshot.segments import Exchange


def accounts_of(
    study: Study, found: Segmentation, window: Window
) -> dict[int, Account]:
    """Add up what the segments got and gave in a window, by their place."""
    return accounts(
        found.members,
        study_needs.spent(study, window),
        study_needs.asked(study, window),
        ticket_cost=study.terms.ticket_cost,
    )


def exchange_of(
    study: Study, found: Segmentation, window: Window
) -> tuple[Exchange, ...]:
    """Return the account of every segment, in their order."""
    known = study_needs.known_parts(study)
    sums = accounts_of(study, found, window)
    none = Account(0, 0.0, 0.0, 0.0, 0.0)
    found_rows = []
    for place, segment in enumerate(found.segments):
        account = sums.get(place, none)
        found_rows.append(
            Exchange(
                segment=segment.id,
                users=account.users,
                discounts=account.discounts,
                service=account.service,
                content=None,
                given=account.given,
                received=account.received,
                balance=account.balance,
                one_sided=account.one_sided(known),
                unknown=known.unknown,
            )
        )
    return tuple(found_rows)
