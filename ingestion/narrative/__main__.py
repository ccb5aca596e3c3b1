import sys

from ingestion.narrative.cli import main

sys.exit(main())
