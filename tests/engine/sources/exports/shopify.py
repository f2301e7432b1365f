"""Shopify: orders, one line an article, the order itself only on its first line."""

from tests.engine.sources.exports.registry import Expected, export, separated

_HEADER = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status",
    "Fulfilled at", "Accepts Marketing", "Currency", "Subtotal", "Shipping", "Taxes",
    "Total", "Discount Code", "Discount Amount", "Shipping Method", "Created at",
    "Lineitem quantity", "Lineitem name", "Lineitem price",
    "Lineitem compare at price", "Lineitem sku", "Lineitem requires shipping",
    "Lineitem taxable", "Lineitem fulfillment status", "Billing Name",
    "Billing Street", "Billing Phone", "Shipping Name", "Shipping Street", "Notes",
    "Cancelled at", "Payment Method", "Refunded Amount", "Vendor", "Id", "Tags",
    "Source", "Phone",
)  # fmt: skip
_PAID, _UNPAID = "2026-10-28 11:23:45 +0100", "2026-10-29 20:05:00 +0000"


def _order(name: str, mail: str, **given: str) -> tuple[str, ...]:
    cells = {"Name": name, "Email": mail, **given}
    return tuple(cells.get(column, "") for column in _HEADER)


def _line(quantity: str, article: str, price: str, sku: str) -> dict[str, str]:
    return {
        "Lineitem quantity": quantity,
        "Lineitem name": article,
        "Lineitem price": price,
        "Lineitem sku": sku,
        "Lineitem requires shipping": "true",
        "Lineitem taxable": "true",
        "Lineitem fulfillment status": "pending",
        "Vendor": "Qinghe",
    }


_FIRST = {
    "Financial Status": "paid",
    "Paid at": _PAID,
    "Fulfillment Status": "fulfilled",
    "Fulfilled at": "2026-10-29 09:00:00 +0100",
    "Accepts Marketing": "yes",
    "Currency": "EUR",
    "Subtotal": "90.00",
    "Shipping": "4.90",
    "Taxes": "14.37",
    "Total": "94.90",
    "Discount Code": "HERBST",
    "Discount Amount": "10.00",
    "Created at": "2026-10-28 11:23:40 +0100",
    "Billing Name": "Erika Mustermann",
    "Billing Street": "Musterweg 1",
    "Billing Phone": "+49 30 1234567",
    "Shipping Name": "Erika Mustermann",
    "Shipping Street": "Musterweg 1",
    "Payment Method": "Shopify Payments",
    "Refunded Amount": "0.00",
    "Id": "6000000000001",
    "Source": "web",
}
_ROWS = (
    _HEADER,
    _order("#1001", "erika@example.com", **_FIRST, **_line("2", "Cream 50 ml", "35.00", "C50")),
    _order("#1001", "erika@example.com", **_line("1", "Soap", "20.00", "S1")),
    _order(
        "#1001", "erika@example.com", **_line("1", "Sample", "0.00", ""),
        **{"Created at": "2026-10-28 11:23:40 +0100"},
    ),
    _order(
        "#1002", "max@example.com", **_line("1", "Cream 50 ml", "35.00", "C50"),
        **{
            "Financial Status": "pending",
            "Currency": "EUR",
            "Subtotal": "35.00",
            "Total": "39.90",
            "Created at": _UNPAID,
            "Refunded Amount": "0.00",
            "Id": "6000000000002",
        },
    ),
    _order(
        "#1003", "erika@example.com", **_line("3", "Soap", "20.00", "S1"),
        **{
            "Financial Status": "partially_refunded",
            "Paid at": "2026-10-29 18:30:00 +0000",
            "Currency": "EUR",
            "Subtotal": "60.00",
            "Total": "60.00",
            "Created at": "2026-10-29 18:29:00 +0000",
            "Refunded Amount": "20.00",
            "Id": "6000000000003",
        },
    ),
)  # fmt: skip


@export(
    "shopify_orders",
    table="orders",
    platform="shopify",
    file="orders_export.csv",
    settings={"currency": "EUR"},
    expected=Expected(
        rows=5,
        columns={
            "Name": "order_id",
            "Email": "user_id",
            "Financial Status": "status",
            "Paid at": "pay_time",
            "Created at": "order_time",
            "Currency": "currency",
            "Total": "payable_amount",
            "Discount Amount": "discount_amount",
            "Lineitem quantity": "item_qty",
            "Lineitem name": "product_name",
            "Lineitem sku": "sku",
            "Refunded Amount": "refund_amount",
        },
        stands_in={"paid_amount": "Total"},
        sums={
            "paid_amount": 1_948_000,
            "refund_amount": 200_000,
            "discount_amount": 100_000,
            "item_qty": 8,
        },
        values={
            "order_id": ["#1001", "#1001", "#1001", "#1002", "#1003"],
            "paid_amount": [949_000, 0, 0, 399_000, 600_000],
            "status": ["paid", "paid", "paid", "created", "part_refunded"],
            "is_paid": [True, True, True, False, True],
            "hour": [18, 18, 18, 4, 2],
            "sku": ["C50", "S1", None, "C50", "S1"],
        },
        days=("2026-10-28", "2026-10-30"),
        currencies=frozenset({"EUR"}),
        codes=frozenset({"order_lines"}),
        personal=("Billing Name", "Billing Street", "Billing Phone", "Phone"),
        secrets=("Mustermann", "Musterweg", "1234567"),
    ),
)
def orders() -> bytes:
    """Numbers behind a ``#``, offsets of summer and winter, lines that say little."""
    return separated(_ROWS, line_end="\n").encode()
