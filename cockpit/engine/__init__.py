"""Pure analytics: tables in, small results out. No terminal, no clock, no settings."""
