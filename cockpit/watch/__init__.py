"""The watch over the numbers: observe, judge, write down, keep open incidents fed."""
