"""The operator's configuration: ``cockpit.toml`` as Structs, with provenance."""
