"""What customers are worth: chain ladder, BG/NBD, Gamma-Gamma, sBG."""
