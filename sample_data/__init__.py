"""The sample workspace: a made-up shop with planted truths, and its generator."""
