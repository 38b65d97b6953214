// Until Node 22, tsx does not reach into worker threads by itself. A program that is built needs none of this.
import { register } from 'tsx/esm/api'

register()
