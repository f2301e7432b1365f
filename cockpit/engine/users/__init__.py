"""Models of single users: lifecycle, retention, RFM, needs, demand."""
