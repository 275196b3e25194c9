import { useQuery } from '@tanstack/react-query';
import { Image } from 'antd';
import { useEffect, useState } from 'react';
import { fileAt } from '../client/download.ts';
import { useWords } from '../language.ts';
import { common } from './words.ts';

/** A badge photo from `path` (`/attendees/{id}/photo`), read with the login; a click shows it large. */
export function PersonPhoto({ path, name, width = 59 }: { path: string; name: string; width?: number }) {
  const words = useWords(common);
  const [url, setUrl] = useState<string>();
  const { data, isError } = useQuery({ queryKey: ['get', path], queryFn: () => fileAt(path), retry: false });
  useEffect(() => {
    if (!data) return undefined;
    const made = URL.createObjectURL(data.blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [data]);
  if (isError) return <span className="quiet">{words.noPhoto}</span>;
  return url ? <Image src={url} width={width} alt={words.photoOf(name)} /> : null;
}
