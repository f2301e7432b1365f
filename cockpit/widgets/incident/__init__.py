"""What the incident screen is made of: each widget draws one part of one incident."""
