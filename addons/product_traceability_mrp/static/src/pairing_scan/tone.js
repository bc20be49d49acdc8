const LENGTH = 0.15; // seconds
let context;

/** Sound a short tone, high for what went well and low for what did not. */
export function playTone(good) {
    const AudioContext = window.AudioContext;
    if (!AudioContext) {
        return;
    }
    context ||= new AudioContext();
    const oscillator = context.createOscillator();
    const volume = context.createGain();
    oscillator.type = good ? "sine" : "square";
    oscillator.frequency.value = good ? 1200 : 220;
    volume.gain.value = 0.2;
    oscillator.connect(volume).connect(context.destination);
    oscillator.start();
    oscillator.stop(context.currentTime + (good ? LENGTH : 3 * LENGTH));
}
