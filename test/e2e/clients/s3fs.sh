# s3fs, which mounts a bucket as a file system.
# shellcheck shell=bash disable=SC2034,SC2154

use_s3fs() {
  client s3fs "$(s3fs --version | sed -n '1s/.* V\([^ ]*\).*/\1/p')"
}
