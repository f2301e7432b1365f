"""The catalogue of metrics, evaluated on facts."""
