"""The pages of a person that reach into several rooms: workload, who cannot be written to, duplicates."""
