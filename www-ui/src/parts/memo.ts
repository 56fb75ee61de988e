import { Component, type ComponentType, type FunctionComponent, h } from "preact";

/** A part that is drawn again only when one of its properties is another value. */
export function memo<P extends object>(inner: FunctionComponent<P>): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const before = this.props as unknown as Record<string, unknown>;
      const after = next as unknown as Record<string, unknown>;
      return Object.keys(after).some((key) => after[key] !== before[key]);
    }

    override render() {
      return h(inner, this.props as P);
    }
  };
}
