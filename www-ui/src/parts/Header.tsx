import { useState } from "preact/hooks";
import { logOut, userName } from "../data/config.ts";
import { errorText, serverUrl } from "../data/rest.ts";
import { usePage } from "./page.tsx";
import { Portrait } from "./Portrait.tsx";

const PLACES: [string, string][] = [
  ["", "Home"],
  ["builders", "Builders"],
  ["changes", "Changes"],
  ["workers", "Workers"],
  ["about", "About"],
];

export function Header({
  asking,
  onLoggedOut,
}: {
  asking: boolean;
  onLoggedOut: () => Promise<void>;
}) {
  const { config, location } = usePage();
  const here = location.segments[0] ?? "";
  const places = config.auth.administers === true
    ? [...PLACES, ["admin/sessions", "Administration"] as const]
    : PLACES;
  return (
    <header class="top">
      <a class="brand" href="#/">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M6 26V14a10 10 0 0 1 20 0v12M12.5 26V15a3.5 3.5 0 0 1 7 0v11M3 26h26" />
        </svg>
        {config.title}
      </a>
      <nav aria-label="Main">
        {places.map(([path, text]) => (
          <a
            key={path}
            href={`#/${path}`}
            aria-current={here === path.split("/")[0] ||
                (path === "builders" && here === "buildrequests")
              ? "page"
              : undefined}
          >
            {text}
          </a>
        ))}
      </nav>
      <LoginBar asking={asking} onLoggedOut={onLoggedOut} />
    </header>
  );
}

function LoginBar({ asking, onLoggedOut }: { asking: boolean; onLoggedOut: () => Promise<void> }) {
  const { config, askLogin, location } = usePage();
  const [trouble, setTrouble] = useState("");
  const { auth, user } = config;
  if (auth.name === "NoAuth") return <div class="login" />;
  if (user.anonymous) {
    if (auth.oauth2) {
      const back = `/${location.segments.map(encodeURIComponent).join("/")}`;
      return (
        <div class="login">
          <a class="button" href={serverUrl(`auth/login?redirect=${encodeURIComponent(back)}`)}>
            Log in with {auth.name}
          </a>
        </div>
      );
    }
    return (
      <div class="login">
        <button type="button" class={asking ? "behind-dialog" : ""} onClick={askLogin}>
          Log in
        </button>
      </div>
    );
  }
  return (
    <div class="login">
      {trouble !== "" && <span role="alert">{trouble}</span>}
      <a
        class="user"
        data-testid="user"
        href="#/account"
        title={user.email ?? ""}
        aria-current={location.segments[0] === "account" ? "page" : undefined}
      >
        <Portrait email={user.email} username={user.username} />
        {userName(user)}
      </a>
      <button
        type="button"
        onClick={() =>
          logOut()
            .then(onLoggedOut)
            .catch((error: unknown) => setTrouble(errorText(error)))}
      >
        Log out
      </button>
    </div>
  );
}
