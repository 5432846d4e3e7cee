def refresh(connection, run, *, full=False): return {}
