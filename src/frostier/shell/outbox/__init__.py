"""What others are told of a change: the change feed, server-sent events, signed webhooks."""
