"""A believable Sichuan frozen-food distributor, made from a seed: customers, SKUs, orders, receivables."""
