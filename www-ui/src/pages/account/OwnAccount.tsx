import { call } from "../../data/account.ts";
import { useAsked } from "../../parts/asked.ts";
import type { Confirming } from "./Confirm.tsx";
import { OwnPassword } from "./OwnPassword.tsx";
import { SecondFactor } from "./SecondFactor.tsx";

/** What the server says of whoever is logged in; the rest is there for accounts of its own alone. */
export interface Own {
  username: string;
  own: boolean;
  password_min?: number;
  must_change?: boolean;
}

/** Password and second factor of those whose account is in this server's database; of others nothing. */
export function OwnAccount({ confirming }: { confirming: Confirming }) {
  // Where it fails, the lists below say what is wrong.
  const { known: own, load } = useAsked(() => call<Own>("GET", "account"));
  if (own === null || !own.own) return null;
  return (
    <>
      <OwnPassword own={own} onChanged={load} />
      <SecondFactor confirming={confirming} />
    </>
  );
}
