"""What the steps of a procedure need computed, and what data say of a claim."""
