import { useQuery } from '@tanstack/react-query';
import { Button, Image } from 'antd';
import { useEffect, useState } from 'react';
import { fileAt } from '../client/download.ts';
import { Problem } from '../client/problem.ts';
import { useWords } from '../language.ts';
import { common } from './words.ts';

/** A badge photo from `path` (`/attendees/{id}/photo`), read with the login; a click shows it large. That there is none is something else than that it did not arrive. */
export function PersonPhoto({ path, name, width = 59 }: { path: string; name: string; width?: number }) {
  const words = useWords(common);
  const [url, setUrl] = useState<string>();
  const { data, error, refetch } = useQuery({ queryKey: ['get', path], queryFn: () => fileAt(path) });
  useEffect(() => {
    if (!data) return undefined;
    const made = URL.createObjectURL(data.blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [data]);
  if (error instanceof Problem && error.status === 404) return <span className="quiet">{words.noPhoto}</span>;
  if (error && !data)
    return (
      <span className="lines" role="alert">
        {words.photoFailed}
        <Button size="small" aria-label={`${words.again} ${words.photoOf(name)}`} onClick={() => void refetch()}>
          {words.again}
        </Button>
      </span>
    );
  return url ? <Image src={url} width={width} alt={words.photoOf(name)} /> : null;
}
