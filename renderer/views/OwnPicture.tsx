// Choosing one's picture: a file, the square of it that is used, who may see it.
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PICTURE_TYPES } from '../../shared/picture.ts';
import type { Audience } from '../../shared/profile.ts';
import { Choice } from '../components/Choice.tsx';
import { CropArea } from '../components/CropArea.tsx';
import { type Crop, WHOLE } from '../components/crop.ts';
import { Dialog } from '../components/Dialog.tsx';
import { Fault } from '../components/Field.tsx';
import { makePicture, readPicture } from '../components/picture-file.ts';
import { useStore } from '../store/index.ts';
import { useErrorSentence } from './error-sentence.ts';

export function OwnPicture({ account }: { readonly account: string }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { ask, setPicture, ownProfile } = useStore.getState();
  const [bitmap, setBitmap] = useState<ImageBitmap>();
  const [crop, setCrop] = useState<Crop>(WHOLE);
  const [usual, setUsual] = useState<Audience>('contacts');
  const [wanted, setWanted] = useState<Audience>();
  const audience = wanted ?? usual;
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const choose = useRef<HTMLButtonElement>(null);

  // Whoever may see it now may see the next one, unless the person says otherwise.
  useEffect(() => {
    ownProfile(account).then(
      ({ pictureFor }) => setUsual(pictureFor),
      () => undefined,
    );
  }, [account, ownProfile]);
  useEffect(() => () => bitmap?.close(), [bitmap]);

  const take = async (file: Blob | undefined) => {
    if (file === undefined || busy) return;
    setBusy(true);
    setFault(undefined);
    const found = await readPicture(file);
    setBusy(false);
    if (typeof found === 'string') return setFault(t(`profile.crop.${found}`));
    setBitmap(found);
    setCrop(WHOLE);
  };
  const use = async () => {
    if (bitmap === undefined || busy) return;
    setBusy(true);
    try {
      await setPicture(account, await makePicture(bitmap, crop), audience);
      ask(null);
    } catch (error) {
      setFault(sentence(error));
      setBusy(false);
    }
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const button = (words: string, look: string) => (
    <button ref={choose} type="button" className={look} aria-disabled={busy} onClick={() => input.current?.click()}>
      {words}
    </button>
  );

  return (
    <Dialog
      title={t('profile.crop.title')}
      onClose={() => ask(null)}
      first={choose}
      foot={
        bitmap && (
          <div className="own-picture-foot">
            {button(t('profile.crop.another'), 'button')}
            <button type="button" className="button primary" aria-disabled={busy} onClick={() => void use()}>
              {t('profile.crop.use')}
            </button>
          </div>
        )
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button does the same as dropping */}
      <div
        className="own-picture"
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <input
          ref={input}
          type="file"
          accept={PICTURE_TYPES.join(',')}
          hidden
          aria-label={t('profile.crop.choose')}
          onChange={(event) => {
            void take(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
        {bitmap === undefined ? (
          <div className="own-picture-drop">
            <p>{t(busy ? 'profile.crop.reading' : 'profile.crop.drop')}</p>
            {button(t('profile.crop.choose'), 'button primary')}
          </div>
        ) : (
          <>
            <CropArea bitmap={bitmap} crop={crop} onCrop={setCrop} />
            <Choice
              label={t('profile.crop.audience')}
              hint={t(`profile.crop.${audience}Hint`)}
              value={audience}
              options={(['contacts', 'everybody'] as const).map((value) => ({ value, label: t(`profile.crop.${value}`) }))}
              onChoose={setWanted}
            />
            <p className="choice-hint">{t('profile.crop.audienceHint')}</p>
          </>
        )}
        <Fault text={fault} />
      </div>
    </Dialog>
  );
}
