"""How likely users buy at which price: views of a price, or weeks of sales."""
