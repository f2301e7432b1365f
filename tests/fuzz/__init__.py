"""Whole files made from the shapes of real exports by damage, and what must hold."""
