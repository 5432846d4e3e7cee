"""Changes of tier that wait for a person: the queue, the evidence, the decisions, the policies."""
