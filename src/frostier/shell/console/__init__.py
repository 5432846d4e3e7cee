"""The console: the HTTP face of the house. It holds no business; every endpoint calls a flow, a query or a command."""
