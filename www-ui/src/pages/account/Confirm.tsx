import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { confirmationAt } from "../../data/account.ts";
import { logIn } from "../../data/config.ts";
import { ApiError, type Wanted } from "../../data/rest.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { FormDialog } from "../../parts/FormDialog.tsx";
import { usePage } from "../../parts/page.tsx";

/** Does something; where the server wants a confirmation first, asks for it and does it then. */
export type Confirming = (work: () => Promise<void>) => Promise<void>;

type Confirmation = Exclude<Wanted, "code">;

interface Wish {
  how: Confirmation;
  /** The site, where it is there. */
  way: string;
  again: () => void;
  cancel: () => void;
}

/** The way to do things that may have to be confirmed, and the dialog that asks for it, while it does. */
export function useConfirming(): [Confirming, JSX.Element | null] {
  const { config } = usePage();
  const [wish, setWish] = useState<Wish | null>(null);
  const confirming = useCallback<Confirming>((work) => {
    const attempt = async (): Promise<void> => {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const { confirm: how, way } = error;
        if (how === undefined || how === "code") throw error;
        await new Promise<void>((resolve, reject) =>
          setWish({
            how,
            way,
            again: () => attempt().then(resolve, reject),
            cancel: () => reject(error),
          })
        );
      }
    };
    return attempt();
  }, []);
  const confirmation = wish === null ? null : (
    <Confirm
      how={wish.how}
      way={wish.way}
      username={config.user.username ?? ""}
      onClose={() => {
        setWish(null);
        wish.cancel();
      }}
      onConfirmed={() => {
        setWish(null);
        wish.again();
      }}
    />
  );
  return [confirming, confirmation];
}

/** Asks again who somebody is. What shows it is a new login, in place of the old one. */
function Confirm({
  how,
  way,
  username,
  onClose,
  onConfirmed,
}: {
  how: Confirmation;
  way: string;
  username: string;
  onClose: () => void;
  onConfirmed: () => void;
}) {
  const [password, setPassword] = useState("");

  if (how === "provider") {
    return (
      <Dialog title="Confirm who you are" onClose={onClose}>
        <div class="dialog-body">
          <p>
            It is a while since you showed who you are. Do it at{" "}
            {way}; you come back to this page, and for ten minutes after that you can do this.
          </p>
          <footer class="dialog-foot">
            <button type="button" onClick={onClose}>Cancel</button>
            <a class="button primary" href={confirmationAt(way, location.hash.slice(1))}>
              Go to {way}
            </a>
          </footer>
        </div>
      </Dialog>
    );
  }
  if (how === "login") {
    return (
      <Dialog title="Confirm who you are" onClose={onClose}>
        <div class="dialog-body">
          <p>Log out and in again; for ten minutes after that you can do this.</p>
          <footer class="dialog-foot">
            <button type="button" onClick={onClose}>Close</button>
          </footer>
        </div>
      </Dialog>
    );
  }
  const logInAgain = async () => {
    await logIn(username, password);
    onConfirmed();
  };
  return (
    <FormDialog
      title="Confirm who you are"
      button="Confirm"
      onClose={onClose}
      onSubmit={logInAgain}
    >
      <p>It is a while since you logged in.</p>
      <input
        type="text"
        class="sr-only"
        autoComplete="username"
        value={username}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <div class="field">
        <label for="confirm-password">Password of {username}</label>
        <input
          id="confirm-password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onInput={(e) => setPassword(e.currentTarget.value)}
        />
      </div>
    </FormDialog>
  );
}
