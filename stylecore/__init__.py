"""The art: two pictures in, an artwork out. Knows neither Discord nor asyncio."""
