import { useCallback, useState } from "preact/hooks";
import { type Confirmation, ConfirmFirst } from "../../data/account.ts";
import { errorText } from "../../data/rest.ts";
import { PageHead } from "../../parts/Crumbs.tsx";
import { Fact } from "../../parts/Fact.tsx";
import { Nothing } from "../../parts/Notice.tsx";
import { usePage, useTitle } from "../../parts/page.tsx";
import { Confirm } from "./Confirm.tsx";
import { OwnAccount } from "./OwnAccount.tsx";
import { SessionList } from "./SessionList.tsx";
import { TokenList } from "./TokenList.tsx";
import "../../parts/facts.css";
import "./account.css";

/** Does something; where the server wants a confirmation first, asks for it and does it then. */
export type Confirming = (work: () => Promise<void>) => Promise<void>;

interface Asked {
  how: Confirmation;
  way: string;
  again: () => void;
  cancel: () => void;
}

export function AccountPage() {
  useTitle("Account");
  const { config } = usePage();
  const [asked, setAsked] = useState<Asked | null>(null);
  const { user } = config;
  const confirming = useCallback<Confirming>((work) => {
    const attempt = async (): Promise<void> => {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof ConfirmFirst)) throw error;
        await new Promise<void>((resolve, reject) =>
          setAsked({
            how: error.how,
            way: error.way,
            again: () => attempt().then(resolve, reject),
            cancel: () => reject(error),
          })
        );
      }
    };
    return attempt();
  }, []);

  if (user.anonymous) {
    return (
      <Nothing title="Your account">
        <p>Please log in to see it.</p>
      </Nothing>
    );
  }
  return (
    <>
      <PageHead title="Your account">
        <dl class="facts">
          <Fact term="User name">{user.username ?? ""}</Fact>
          {user.full_name && <Fact term="Name">{user.full_name}</Fact>}
          {user.email && <Fact term="E-mail">{user.email}</Fact>}
        </dl>
      </PageHead>
      <OwnAccount confirming={confirming} />
      <TokenList confirming={confirming} />
      <SessionList confirming={confirming} />
      {asked !== null && (
        <Confirm
          how={asked.how}
          way={asked.way}
          username={user.username ?? ""}
          onClose={() => {
            setAsked(null);
            asked.cancel();
          }}
          onConfirmed={() => {
            setAsked(null);
            asked.again();
          }}
        />
      )}
    </>
  );
}

/** What went wrong, as a sentence. */
export function trouble(error: unknown): string {
  const text = errorText(error);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
