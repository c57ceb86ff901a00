// The token by which this tab may ask the server. It lives as long as the tab: another tab signs in for itself.

const KEY = "holdlang.token";
const IN_ADDRESS = /^#token=([\w.~-]+)$/;

/** Take the token out of the address that `holdlang serve` prints, before anybody can read or bookmark it. */
export function takeFromAddress() {
  const found = IN_ADDRESS.exec(location.hash);
  if (!found) return;
  remember(found[1]);
  history.replaceState(null, "", `${location.pathname}#/`);
}

export const remember = (token) => sessionStorage.setItem(KEY, token.trim());
export const forget = () => sessionStorage.removeItem(KEY);
export const token = () => sessionStorage.getItem(KEY);
