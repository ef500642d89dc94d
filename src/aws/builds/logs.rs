//! The end of the log of a build: from `CloudWatch` Logs, and from Amazon S3 where that has nothing and a bucket is
//! configured.
//!
//! <https://docs.aws.amazon.com/imagebuilder/latest/userguide/monitor-cwlogs.html>

use aws_sdk_cloudwatchlogs::Client as Logs;
use aws_sdk_s3::Client as Objects;
use aws_sdk_s3::primitives::{ByteStream, DateTime};

use super::Builds;
use crate::aws::failure::of_build;
use crate::build::Image;
use crate::build::explain::{Log, LogFolder};
use crate::build::port::{CallError, Kind};
use crate::release::Time;

/// Pages of a stream that are read, from its end; a page has at most 1 MB.
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html>
const PAGES: usize = 4;

/// Events of a page.
const EVENTS: i32 = 5_000;

/// A log of this many bytes is enough.
const ENOUGH: usize = 1 << 20;

/// Pages of a listing, a thousand objects each.
const LISTINGS: usize = 10;

/// What AWSTOE calls the file that has the output of the steps.
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-component-manager.html>
const CONSOLE: &str = "console.log";

impl Builds {
    /// The end of the log of a build. When there is none, its source says why.
    pub async fn log(&self, image: &Image, folder: Option<&LogFolder>) -> Log {
        let group = image.log_group();
        let stream = image.version.as_str();
        let place = format!("CloudWatch Logs, group {group}, stream {stream}");
        let why = match self.stream(&group, stream).await {
            Ok(text) if !text.trim().is_empty() => {
                return Log {
                    text,
                    source: Some(place),
                };
            }
            Ok(_) => format!("{place}, has no events"),
            Err(error) if error.kind == Kind::NotFound => format!(
                "{place}, does not exist: nothing was logged, or the instance profile may not write there \
                 (`EC2InstanceProfileForImageBuilder` allows it below /aws/imagebuilder/)"
            ),
            Err(error) => error.to_string(),
        };
        let Some((bucket, prefix)) = &image.logs.bucket else {
            return Log {
                text: String::new(),
                source: Some(why),
            };
        };
        // Outputs of a step are somebody else's: only what is below the configured prefix is read.
        let folder =
            folder.filter(|folder| folder.bucket == *bucket && folder.prefix.starts_with(prefix.as_str()));
        match self
            .object(
                bucket,
                folder.map_or(prefix, |folder| &folder.prefix),
                image.created,
            )
            .await
        {
            Ok(Some((key, text))) => {
                let guessed = match folder {
                    Some(_) => "",
                    None => ", the newest one below its prefix since the build began",
                };
                Log {
                    text,
                    source: Some(format!("Amazon S3, s3://{bucket}/{key}{guessed}")),
                }
            }
            Ok(None) => Log {
                text: String::new(),
                source: Some(format!(
                    "{why}; and below s3://{bucket}/{prefix} there is no {CONSOLE} of this build"
                )),
            },
            Err(error) => Log {
                text: String::new(),
                source: Some(format!("{why}; {error}")),
            },
        }
    }

    /// The end of a log stream.
    async fn stream(&self, group: &str, stream: &str) -> Result<String, CallError> {
        let client = Logs::new(&self.config);
        let request = client
            .get_log_events()
            .log_group_name(group)
            .log_stream_name(stream)
            .start_from_head(false)
            .limit(EVENTS);
        let (mut pages, mut size, mut token) = (Vec::new(), 0, None);
        for _ in 0..PAGES {
            let page = request.clone().set_next_token(token.clone()).send().await;
            let page =
                page.map_err(|error| of_build("logs:GetLogEvents", &format!("{group} {stream}"), &error))?;
            let lines: Vec<&str> = page.events().iter().filter_map(|event| event.message()).collect();
            let text = lines.join("\n");
            size += text.len();
            pages.push(text);
            let next = page
                .next_backward_token
                .filter(|next| Some(next) != token.as_ref());
            if size >= ENOUGH || next.is_none() {
                break;
            }
            token = next;
        }
        pages.reverse();
        pages.retain(|page| !page.is_empty());
        Ok(pages.join("\n"))
    }

    /// The newest console log below a prefix that is not older than the build, with its key.
    async fn object(
        &self,
        bucket: &str,
        prefix: &str,
        since: Option<Time>,
    ) -> Result<Option<(String, String)>, CallError> {
        let client = Objects::new(&self.config);
        let Some((key, size)) = newest(&client, bucket, prefix, since).await? else {
            return Ok(None);
        };
        let about = format!("s3://{bucket}/{key}");
        let mut request = client.get_object().bucket(bucket).key(&key);
        if let Some(start) = size.checked_sub(ENOUGH as u64).filter(|start| *start > 0) {
            request = request.range(format!("bytes={start}-"));
        }
        let answer = request
            .send()
            .await
            .map_err(|error| of_build("s3:GetObject", &about, &error))?;
        let bytes = bounded(answer.body).await.map_err(|cause| CallError {
            action: "s3:GetObject",
            about,
            kind: Kind::Unavailable,
            code: None,
            message: format!("the object ended too early: {cause}"),
        })?;
        Ok(Some((key, String::from_utf8_lossy(&bytes).into_owned())))
    }
}

/// The newest console log below a prefix: its key and size.
async fn newest(
    client: &Objects,
    bucket: &str,
    prefix: &str,
    since: Option<Time>,
) -> Result<Option<(String, u64)>, CallError> {
    let since = since.map_or(i64::MIN, Time::as_second);
    let mut best: Option<(i64, String, u64)> = None;
    let mut token = None;
    for _ in 0..LISTINGS {
        let request = client.list_objects_v2().bucket(bucket).prefix(prefix);
        let page = request.set_continuation_token(token).send().await;
        let page =
            page.map_err(|error| of_build("s3:ListBucket", &format!("s3://{bucket}/{prefix}"), &error))?;
        for object in page.contents() {
            let Some(key) = object.key().filter(|key| is_console(key)) else {
                continue;
            };
            let changed = object.last_modified().map_or(0, DateTime::secs);
            let size = object
                .size()
                .and_then(|size| u64::try_from(size).ok())
                .unwrap_or_default();
            let newer = best.as_ref().is_none_or(|(known, ..)| changed > *known);
            if changed >= since && newer {
                best = Some((changed, key.to_owned(), size));
            }
        }
        token = page.next_continuation_token.filter(|token| !token.is_empty());
        if token.is_none() {
            break;
        }
    }
    Ok(best.map(|(_, key, size)| (key, size)))
}

fn is_console(key: &str) -> bool {
    key.rsplit('/').next() == Some(CONSOLE)
}

/// A body, no more of it than was asked for.
async fn bounded(mut body: ByteStream) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = body.next().await {
        bytes.extend_from_slice(&chunk.map_err(|error| error.to_string())?);
        if bytes.len() >= ENOUGH {
            bytes.truncate(ENOUGH);
            break;
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_console_log_is_known_by_its_name() {
        assert!(is_console("logs/web/1.0.0/1/TOE_2026/console.log"));
        for other in ["", "console.log/x", "aconsole.log", "application.log"] {
            assert!(!is_console(other), "{other}");
        }
    }
}
