"""The canonical tables of who is whom, and of journeys that somebody else counted."""

import dataframely as dy


class Identity(dy.Schema):
    """One row a link: from ``linked_at`` on a browser or device is that user's.

    ``biz_date`` is of ``linked_at``.
    """

    anon_id = dy.String(nullable=False)
    user_id = dy.String(nullable=False)
    linked_at = dy.Datetime(nullable=False, time_zone="UTC", time_unit="us")
    biz_date = dy.Date(nullable=False)


class Paths(dy.Schema):
    """One row a path: touches in time order, and how many journeys went so.

    ``path`` stays as the file has it (``a > b > a``). Counts may have a fraction;
    ``value`` is money. Rows of one path add up. A path is of no day: ``biz_date`` is
    null.
    """

    path = dy.String(nullable=False)
    conversions = dy.Decimal(precision=38, scale=18, nullable=False, min=0)
    value = dy.Int64(nullable=True)
    non_conversions = dy.Decimal(precision=38, scale=18, nullable=True, min=0)
    biz_date = dy.Date(nullable=True)
