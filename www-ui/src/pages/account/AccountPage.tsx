import { PageHead } from "../../parts/Crumbs.tsx";
import { Fact } from "../../parts/Fact.tsx";
import { Nothing } from "../../parts/Notice.tsx";
import { usePage, useTitle } from "../../parts/page.tsx";
import { useConfirming } from "./Confirm.tsx";
import { OwnAccount } from "./OwnAccount.tsx";
import { SessionList } from "./SessionList.tsx";
import { TokenList } from "./TokenList.tsx";
import "../../parts/facts.css";
import "./account.css";

export function AccountPage() {
  useTitle("Account");
  const { user } = usePage().config;
  const [confirming, confirmation] = useConfirming();

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
      {confirmation}
    </>
  );
}
