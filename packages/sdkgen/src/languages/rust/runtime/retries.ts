// retries.rs of a Rust SDK, after the line of origin: the same in every one.

export const RETRIES_RS = `//! Which failures are worth another attempt, and when.

use crate::error::Error;
use crate::random;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Whether another attempt may help, and when.
pub fn delay_after(failure: &Error, retries: u32) -> Option<Duration> {
    match failure {
        Error::Transport(_) => Some(backoff(retries)),
        Error::Api(failure) if matches!(failure.status, 408 | 429 | 500 | 502 | 503 | 504) => {
            let wanted = failure.header("retry-after").and_then(retry_after);
            let delay = wanted.unwrap_or_else(|| backoff(retries));
            (delay <= Duration::from_secs(60)).then_some(delay)
        }
        _ => None,
    }
}

fn backoff(retries: u32) -> Duration {
    let full = 0.5 * f64::from(1 << retries.min(4));
    Duration::from_secs_f64(full * random::factor())
}

fn retry_after(text: &str) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<f64>() {
        return (0.0..1e9)
            .contains(&seconds)
            .then(|| Duration::from_secs_f64(seconds));
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    let then = http_date(text)?;
    Some(Duration::from_secs(then.saturating_sub(now)))
}

/// Seconds since 1970 of Sun, 06 Nov 1994 08:49:37 GMT.
fn http_date(text: &str) -> Option<u64> {
    let words: Vec<&str> = text
        .split([' ', ',', ':', '-'])
        .filter(|word| !word.is_empty())
        .collect();
    let [_, day, month, year, hour, minute, second, _] = words[..] else {
        return None;
    };
    let months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let month = months.find(month).filter(|at| at % 3 == 0)? as u64 / 3 + 1;
    let (day, year): (u64, u64) = (day.parse().ok()?, year.parse().ok()?);
    let clock: [u64; 3] = [
        hour.parse().ok()?,
        minute.parse().ok()?,
        second.parse().ok()?,
    ];
    if !(1970..9999).contains(&year) {
        return None;
    }
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let years = if month > 2 { year } else { year - 1 };
    let days = 365 * years + years / 4 - years / 100 + years / 400 + (153 * shifted + 2) / 5 + day;
    Some((days - 719_469) * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2])
}
`;
