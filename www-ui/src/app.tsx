import { type JSX, render } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import "./style/tokens.css";
import "./style/base.css";
import "./style/frame.css";
import { identityChanged, socket, startClient } from "./data/client.ts";
import { type Config, loadConfig } from "./data/config.ts";
import { errorText, onCodeWanted } from "./data/rest.ts";
import { useSocketState } from "./data/useQuery.ts";
import { AccountPage } from "./pages/account/AccountPage.tsx";
import { AccountsPage } from "./pages/accounts/AccountsPage.tsx";
import { AuditPage } from "./pages/admin/AuditPage.tsx";
import { SessionsPage } from "./pages/admin/SessionsPage.tsx";
import { AboutPage } from "./pages/about/AboutPage.tsx";
import { ApiPage } from "./pages/api/ApiPage.tsx";
import { BuildPage } from "./pages/build/BuildPage.tsx";
import { BuilderPage } from "./pages/builder/BuilderPage.tsx";
import { BuildersPage } from "./pages/builders/BuildersPage.tsx";
import { BuildRequestPage } from "./pages/buildrequest/BuildRequestPage.tsx";
import { ChangePage, ChangesPage } from "./pages/changes/ChangesPage.tsx";
import { HomePage } from "./pages/home/HomePage.tsx";
import { LogPage } from "./pages/log/LogPage.tsx";
import { CodeDialog } from "./pages/login/CodeDialog.tsx";
import { LoginDialog } from "./pages/login/LoginDialog.tsx";
import { MastersPage } from "./pages/masters/MastersPage.tsx";
import { ForgottenPage } from "./pages/password/ForgottenPage.tsx";
import { PasswordPage } from "./pages/password/PasswordPage.tsx";
import { RegisterPage } from "./pages/password/RegisterPage.tsx";
import { PendingPage } from "./pages/pending/PendingPage.tsx";
import { SchedulersPage } from "./pages/schedulers/SchedulersPage.tsx";
import { WorkerPage, WorkersPage } from "./pages/workers/WorkersPage.tsx";
import { Header } from "./parts/Header.tsx";
import { Banner, Nothing } from "./parts/Notice.tsx";
import { PageContext } from "./parts/page.tsx";
import { type Location, match, parseHash, type RouteParams } from "./router.ts";
import { publishColours } from "./status.ts";

type Route = [pattern: string, page: (p: RouteParams) => JSX.Element];

const ROUTES: Route[] = [
  ["", () => <HomePage />],
  ["builders", () => <BuildersPage />],
  ["builders/:builder", (p) => <BuilderPage key={p["builder"]} builder={p["builder"]!} />],
  [
    "builders/:builder/force/:scheduler",
    (p) => <BuilderPage key={p["builder"]} builder={p["builder"]!} scheduler={p["scheduler"]!} />,
  ],
  [
    "builders/:builder/builds/:number",
    (p) => (
      <BuildPage
        key={`${p["builder"]}/${p["number"]}`}
        builder={p["builder"]!}
        number={p["number"]!}
      />
    ),
  ],
  [
    "builders/:builder/builds/:number/steps/:step/logs/:slug",
    (p) => (
      <LogPage
        key={`${p["builder"]}/${p["number"]}/${p["step"]}/${p["slug"]}`}
        builder={p["builder"]!}
        number={p["number"]!}
        step={p["step"]!}
        slug={p["slug"]!}
      />
    ),
  ],
  ["buildrequests/:id", (p) => <BuildRequestPage key={p["id"]} id={p["id"]!} />],
  ["workers", () => <WorkersPage />],
  ["workers/:id", (p) => <WorkerPage key={p["id"]} id={p["id"]!} />],
  ["pendingbuildrequests", () => <PendingPage />],
  ["changes", () => <ChangesPage />],
  ["changes/:id", (p) => <ChangePage key={p["id"]} id={p["id"]!} />],
  ["schedulers", () => <SchedulersPage />],
  ["masters", () => <MastersPage />],
  ["about", () => <AboutPage />],
  ["account", () => <AccountPage />],
  ["admin/accounts", () => <AccountsPage />],
  ["register", () => <RegisterPage />],
  ["forgotten", () => <ForgottenPage />],
  ["password", () => <PasswordPage />],
  ["password/:code", (p) => <PasswordPage key={p["code"]} given={p["code"]!} />],
  ["api", () => <ApiPage />],
  ["admin/sessions", () => <SessionsPage />],
  ["admin/audit", () => <AuditPage />],
];

/** Who may read nothing without a login may still come to one. */
const FOR_EVERYBODY = ["register", "forgotten", "password"];

function pageAt(location: Location) {
  for (const [pattern, page] of ROUTES) {
    const params = match(pattern, location.segments);
    if (params !== null) return page(params);
  }
  return (
    <Nothing title="Page not found">
      <p>There is no page at this address.</p>
    </Nothing>
  );
}

function App({ first }: { first: Config }) {
  const [config, setConfig] = useState(first);
  const [location, setLocation] = useState(() => parseHash(window.location.hash));
  const [asking, setAsking] = useState(false);
  const [codeWanted, setCodeWanted] = useState<{ answer: (shown: boolean) => void } | null>(null);
  const lost = useLost();

  useEffect(() => {
    onCodeWanted(() => new Promise((answer) => setCodeWanted({ answer })));
    return () => onCodeWanted(null);
  }, []);

  // At once, not after the first picture: whoever moves on in between would stay where they were.
  useLayoutEffect(() => {
    const moved = () => {
      const next = parseHash(window.location.hash);
      setAsking(false);
      setLocation((old) => {
        // Another place inside the same page keeps the reader where the page puts them.
        if (old.segments.join("/") !== next.segments.join("/")) window.scrollTo(0, 0);
        return next;
      });
    };
    window.addEventListener("hashchange", moved);
    return () => window.removeEventListener("hashchange", moved);
  }, []);

  // The server may have been started anew while it was gone, with another configuration.
  useEffect(() => socket.onReturn(() => void loadConfig().then(setConfig, () => {})), []);

  const askLogin = () => setAsking(true);
  const identityMoved = async () => setConfig(await identityChanged());
  const barred = config.user_any_access_allowed === false &&
    !FOR_EVERYBODY.includes(location.segments[0] ?? "");
  return (
    <PageContext.Provider value={{ config, location, askLogin, identityMoved }}>
      <a class="skip" href="#main" onClick={skipToMain}>
        Skip to content
      </a>
      <Header
        asking={asking}
        onLoggedOut={identityMoved}
      />
      {lost && !barred && (
        <div class="connection" role="status">
          Connection lost. What you see may be out of date. Reconnecting…
        </div>
      )}
      <main id="main" tabIndex={-1}>
        {config.on_load_warning !== undefined && (
          <Banner kind="warning">{config.on_load_warning}</Banner>
        )}
        {barred
          ? (
            <Nothing title="Access forbidden">
              <p>
                {config.user.anonymous
                  ? "Please log in to see anything here."
                  : "You may not read anything here."}
              </p>
            </Nothing>
          )
          : (
            pageAt(location)
          )}
      </main>
      {asking && (
        <LoginDialog
          title={config.title}
          onClose={() => setAsking(false)}
          onLoggedIn={async () => {
            await identityMoved();
            setAsking(false);
          }}
        />
      )}
      {codeWanted !== null && (
        <CodeDialog
          onClose={() => {
            setCodeWanted(null);
            codeWanted.answer(false);
          }}
          onShown={async () => {
            setCodeWanted(null);
            codeWanted.answer(true);
            await identityMoved();
          }}
        />
      )}
    </PageContext.Provider>
  );
}

/** A moment without connection is nobody's worry. */
const UNNOTICED_MS = 1_500;

function useLost(): boolean {
  const state = useSocketState();
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (state !== "lost") {
      setLost(false);
      return undefined;
    }
    const timer = setTimeout(() => setLost(true), UNNOTICED_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return lost;
}

function skipToMain(event: Event): void {
  // The fragment is the page's address, so the link must not be followed.
  event.preventDefault();
  document.getElementById("main")?.focus();
}

async function start(): Promise<void> {
  const root = document.getElementById("app");
  if (root === null) return;
  publishColours(document.documentElement);
  try {
    const config = await loadConfig();
    startClient();
    render(<App first={config} />, root);
  } catch (error) {
    render(
      <main>
        <Banner kind="error">
          This page could not be started. {errorText(error)} Trying again…
        </Banner>
      </main>,
      root,
    );
    setTimeout(() => void start(), 5_000);
  }
}

void start();
