# Lets AWS SDK for Ruby v1, of 2014, run on today's Ruby: two of the language's changes, and nothing of the SDK's own.
require "uri"

# URI.escape and its like were removed in Ruby 3.0.
module URI
  class << self
    %i[escape unescape encode decode].each do |name|
      define_method(name) do |text, *rest|
        method = %i[escape encode].include?(name) ? :escape : :unescape
        (defined?(URI::RFC2396_PARSER) ? URI::RFC2396_PARSER : URI::DEFAULT_PARSER).public_send(method, text, *rest)
      end
    end
  end
end

require "aws-sdk-v1"

# A hash is no longer taken for keyword arguments.
module AWS
  module Core
    class ManagedFile
      def self.open(path)
        new(path.to_s, "rb", encoding: "BINARY")
      end
    end
  end
end
