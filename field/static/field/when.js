/* Days and times as people say them, in Japan's time wherever the tablet thinks it is. */
import { language } from "./words.js";

const ZONE = "Asia/Tokyo";

const format = (date, how) => new Intl.DateTimeFormat(language() === "ja" ? "ja-JP" : "en-GB", { timeZone: ZONE, ...how }).format(date);

/** 2026-11-27. @param {Date | number} [moment] */
export const dayOf = (moment = Date.now()) => new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(moment);

/** 10:20. @param {Date | number} [moment] */
export const clockOf = (moment = Date.now()) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" }).format(moment);

/** 11月27日（金）. @param {Date | number | string} moment or a day */
export const dayText = (moment) => format(new Date(moment), { month: "long", day: "numeric", weekday: "short" });

/** 11月27日. @param {string} moment or a day */
export const shortDay = (moment) => format(new Date(moment), { month: "long", day: "numeric" });

/** @param {string} day @param {string} clock @returns {Date} in Japan's time */
export const momentOf = (day, clock) => new Date(`${day}T${clock}:00+09:00`);
