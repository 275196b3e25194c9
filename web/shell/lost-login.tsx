import { Button, Modal } from 'antd';
import { useLocation } from 'wouter';
import { queries } from '../client/client.ts';
import { useWords } from '../language.ts';
import { LoginForm } from '../public/login-form.tsx';
import { setLogin, useIsLoginLost, useLogin, type Login } from '../session.ts';
import { shellWords } from './words.ts';

/** Asks for the password over a page whose login is over: the page stays as it is, and reads again what it was refused. */
export function LostLogin() {
  const words = useWords(shellWords);
  const login = useLogin();
  const isLost = useIsLoginLost();
  const [, go] = useLocation();
  const goOn = (renewed: Login) => {
    setLogin(renewed);
    void queries.invalidateQueries();
  };
  const leave = () => {
    setLogin(undefined);
    queries.clear();
    go('~/app/login');
  };
  return (
    <Modal
      open={isLost}
      title={words.lost}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={null}
      // Over any other dialogue.
      zIndex={1_500}
      destroyOnHidden
    >
      <p>{words.lostHelp}</p>
      {login && <LoginForm account={login.account} onDone={goOn} />}
      <Button type="text" block onClick={leave}>
        {words.asSomebodyElse}
      </Button>
    </Modal>
  );
}
