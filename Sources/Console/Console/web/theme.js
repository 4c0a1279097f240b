// Runs before the first paint, so that a chosen theme never flashes. `data-theme` on <html> is always "light" or
// "dark"; without a stored choice it follows the system.
(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try {
      return localStorage.getItem("martlet.theme");
    } catch {
      return null; // storage is refused in some private windows: then only the system's wish counts
    }
  };
  const apply = () => {
    const choice = stored();
    const theme = choice === "light" || choice === "dark" ? choice : system.matches ? "dark" : "light";
    if (document.documentElement.dataset.theme === theme) return;
    document.documentElement.dataset.theme = theme;
    document.dispatchEvent(new CustomEvent("themechange"));
  };
  system.addEventListener("change", apply);
  document.addEventListener("themechoice", apply);
  apply();
})();
