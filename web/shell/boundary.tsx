import { Button, Result } from 'antd';
import { Component, type ReactNode } from 'react';
import { language } from '../language.ts';
import { common } from '../parts/words.ts';

/** A page that breaks says so, and takes nothing with it. */
export class Boundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    const words = common[language()];
    return (
      <main id="content">
        <Result
          status="error"
          title={words.broken}
          subTitle={words.brokenHelp}
          extra={<Button onClick={() => location.reload()}>{words.reload}</Button>}
        />
      </main>
    );
  }
}
