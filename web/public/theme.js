// Runs before the first paint, so that a chosen theme never flashes the other one. Nothing kept means: as the system has it.
{
  const theme = localStorage.getItem('sagemcp.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
}
