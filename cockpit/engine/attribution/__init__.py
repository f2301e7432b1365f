"""Who gets the credit for an order: journeys, models, combinations, budgets."""
