// The sound of a message: two short, soft tones, made rather than loaded.

const TONES = [659.3, 880]; // E5, A5
const LENGTH = 0.16;
const LOUD = 0.07;

export function playChime(): void {
  const audio = new AudioContext();
  TONES.forEach((frequency, index) => {
    const start = audio.currentTime + index * LENGTH * 0.7;
    const volume = audio.createGain();
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(LOUD, start + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + LENGTH * 2);
    const tone = audio.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + LENGTH * 2);
    if (index === TONES.length - 1) tone.onended = () => void audio.close();
  });
}
