"""Tests of rules: written as series and states, run on the engine that judges."""
