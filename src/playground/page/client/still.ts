import { Component, type ComponentChild, type ComponentType } from 'preact';

/** A component that is drawn again only when `same` says that its properties differ: rows of long lists. Signals it reads still count. */
export function still<Props extends object>(
  draw: (props: Props) => ComponentChild,
  same: (one: Props, other: Props) => boolean,
): ComponentType<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      return !same(this.props as Props, next);
    }
    override render(): ComponentChild {
      return draw(this.props as Props);
    }
  };
}
