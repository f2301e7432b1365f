"""The canonical tables of what shops and private domains report by day."""

import dataframely as dy

from cockpit.engine.column_kinds import exact, text, whole


class ShopDaily(dy.Schema):
    """One row a day and shop: what the platform tells of the whole shop.

    The stand-in for a shop whose orders cannot be exported. Money: ``order_amount``
    (ordered), ``paid_amount`` (paid, before refunds), ``refund_amount``.
    """

    date = dy.Date(nullable=False)
    shop = text()
    channel = text()
    visitors = whole(low=0)
    page_views = whole(low=0)
    cart_users = whole(low=0)
    fav_users = whole(low=0)
    buyers_ordered = whole(low=0)
    buyers_paid = whole(low=0)
    buyers_new = whole(low=0)
    buyers_old = whole(low=0)
    orders = whole(low=0)
    items_paid = whole(low=0)
    order_amount = whole()
    paid_amount = whole()
    refund_amount = whole()
    currency = text()


class PrivateDomainDaily(dy.Schema):
    """One row a day, owner and group of what goes on in private communities.

    ``*_total`` is the stock at the end of the day. ``*_cum`` counts from the beginning
    ("to date"), as messengers export it; what happened on a day is the difference of
    two days (:func:`cockpit.engine.private_days.by_day`), never the counter itself.
    ``reply_rate`` is 0 to 1, ``avg_reply_min`` minutes; costs and ``revenue`` money.
    """

    date = dy.Date(nullable=False)
    owner = text()
    group_id = text()
    group_name = text()
    members_total = whole(low=0)
    members_new = whole(low=0)
    members_lost = whole(low=0)
    members_active = whole(low=0)
    members_with_msg_cum = whole(low=0)
    groups_total = whole(low=0)
    groups_new = whole(low=0)
    groups_with_msg_cum = whole(low=0)
    msgs = whole(low=0)
    msgs_cum = whole(low=0)
    messages = whole(low=0)
    contacts_applied = whole(low=0)
    contacts_new = whole(low=0)
    contacts_lost = whole(low=0)
    chats = whole(low=0)
    reply_rate = exact()
    avg_reply_min = exact()
    pushes = whole(low=0)
    push_value_flag = dy.Bool(nullable=True)
    push_clicks = whole(low=0)
    orders = whole(low=0)
    revenue = whole()
    staff_cost = whole(low=0)
    tool_cost = whole(low=0)
    coupon_cost = whole(low=0)
