"""Users, roles, keys, sessions and the audit trail: who may do what, to which customers, and what they did."""
