import { useCallback, useEffect, useState } from "preact/hooks";
import { call } from "../../data/account.ts";
import type { Confirming } from "./AccountPage.tsx";
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
  const [own, setOwn] = useState<Own | null>(null);
  const load = useCallback(async () => {
    try {
      setOwn(await call<Own>("GET", "account"));
    } catch {
      // The lists below say what is wrong.
    }
  }, []);
  useEffect(() => void load(), []);
  if (own === null || !own.own) return null;
  return (
    <>
      <OwnPassword own={own} onChanged={load} />
      <SecondFactor confirming={confirming} />
    </>
  );
}
