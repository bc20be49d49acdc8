// Pitch in hertz, start and length in seconds. Good is short and high; bad is long, low and twice,
// so that it is told from good in a noisy hall.
const SOUNDS = {
    done: [[1320, 0, 0.09]],
    product: [[990, 0, 0.09]],
    warning: [
        [660, 0, 0.15],
        [660, 0.22, 0.15],
    ],
    error: [
        [196, 0, 0.28],
        [165, 0.34, 0.4],
    ],
};

/** What makes the sounds; a device may have none. */
export const loudspeaker = { start: () => new window.AudioContext() };

let audio;

/** Tell by sound how a scan went; where there is no sound, nothing happens. */
export function playScanSound(kind) {
    try {
        audio ||= loudspeaker.start();
        audio.resume?.();
        for (const [pitch, start, length] of SOUNDS[kind] || SOUNDS.product) {
            const [tone, volume] = [audio.createOscillator(), audio.createGain()];
            tone.type = kind === "error" ? "sawtooth" : "sine";
            tone.frequency.value = pitch;
            volume.gain.value = 0.2;
            tone.connect(volume).connect(audio.destination);
            tone.start(audio.currentTime + start);
            tone.stop(audio.currentTime + start + length);
        }
    } catch {
        // A device without a loudspeaker is no reason to lose a scan.
    }
}
