import { Button, Spin } from 'antd';
import { Component, Suspense, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useWords } from '../language.ts';
import { NotLoaded } from '../parts/lazy.ts';
import { Page } from '../parts/page.tsx';
import { common } from '../parts/words.ts';

/** A page that has yet to come says so; one that breaks too, takes nothing around it with it, and is forgotten with the next one. */
export function Boundary({ children }: { children: ReactNode }) {
  const [location] = useLocation();
  return (
    <Catcher at={location}>
      <Suspense fallback={<Spin className="wait" aria-busy />}>{children}</Suspense>
    </Catcher>
  );
}

interface Caught {
  broken?: { error: unknown } | undefined;
}

class Catcher extends Component<{ at: string; children: ReactNode }, Caught> {
  override state: Caught = {};

  static getDerivedStateFromError(error: unknown) {
    return { broken: { error } };
  }

  override componentDidUpdate(before: { at: string }) {
    if (this.state.broken && before.at !== this.props.at) this.setState({ broken: undefined });
  }

  override render() {
    const { broken } = this.state;
    return broken ? <Broken error={broken.error} /> : this.props.children;
  }
}

function Broken({ error }: { error: unknown }) {
  const words = useWords(common);
  const isNotLoaded = error instanceof NotLoaded;
  return (
    <Page title={isNotLoaded ? words.notLoaded : words.broken}>
      <p>{isNotLoaded ? words.notLoadedHelp : words.brokenHelp}</p>
      <Button type="primary" onClick={() => location.reload()}>
        {words.reload}
      </Button>
    </Page>
  );
}
